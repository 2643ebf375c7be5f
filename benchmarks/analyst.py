"""What an analyst would write instead: one pandas script from UCDP's CSV to tables and charts of Balochistan.

It reads, filters, cleans district names with rapidfuzz, counts by district and week, and draws a chart for the province
and for each district. It keeps no snapshot, checks nothing, knows no dates of districts, holds no ledger or sites.

    python benchmarks/analyst.py GED.csv OUT_FOLDER
"""

import sys
from pathlib import Path

import pandas as pd
import plotly.express as px
from rapidfuzz import fuzz, process


def main(source: Path, out: Path) -> None:
    """Write `weekly.csv`, `events.parquet` and a page a district into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    districts = pd.read_csv(Path(__file__).parents[1] / "reference/districts.csv")
    names = districts["name"].tolist()
    events = pd.read_csv(source, low_memory=False)
    events = events[~events["date_start"].astype(str).str.startswith("#")]
    events["date_start"] = pd.to_datetime(events["date_start"])
    deaths = ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low", "high"]
    events[deaths] = events[deaths].astype(int)
    here = events[events["adm_1"] == "Balochistan province"].copy()

    def district_of(text: object) -> str | None:
        if not isinstance(text, str):
            return None
        found = process.extractOne(text.replace(" district", ""), names, scorer=fuzz.WRatio, score_cutoff=80)
        return found[0] if found else None

    here["district"] = here["adm_2"].apply(district_of)
    here["week"] = here["date_start"].dt.to_period("W-SUN").dt.start_time
    weekly = here.groupby(["district", "week"], dropna=False)[deaths].sum().reset_index()
    weekly.to_csv(out / "weekly.csv", index=False)
    here.to_parquet(out / "events.parquet")
    province = here.groupby("week")[deaths[:4]].sum().reset_index()
    px.bar(province, x="week", y=deaths[:4], title="Balochistan").write_html(out / "index.html", include_plotlyjs="cdn")
    for name, rows in weekly.dropna(subset=["district"]).groupby("district"):
        chart = px.bar(rows, x="week", y=deaths[:4], title=name)
        chart.write_html(out / f"{name}.html", include_plotlyjs="cdn")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
