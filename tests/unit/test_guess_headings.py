"""What headings mean, and what their cells say to it: a heading is a promise that its cells must keep."""

import pytest

from corridorwatch.config import ROOT
from corridorwatch.sources.own_tables.guess import Guess, guess_columns
from corridorwatch.sources.own_tables.headings import candidates
from corridorwatch.sources.own_tables.layout import read_own
from corridorwatch.sources.reference.reviewed import read_vocabularies

VOCABULARIES = read_vocabularies(ROOT / "reference")


def guess(text: str, name: str = "table.csv") -> Guess:
    return guess_columns(read_own(text.encode(), name), lambda names: {"Quetta", "Kech"} & set(names), VOCABULARIES)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("SFs Killed", "killed_security"),
        ("No. of Killed", "killed_total"),
        ("Total Fatalities", "killed_total"),
        ("Deaths (total)", "killed_total"),
        ("KIA", "killed_total"),
        ("Killed Civ", "killed_civilian"),
        ("Wounded/Injured", "injured_total"),
        ("Admin 2", "district_as_written"),
        ("ADM1_EN", "province_as_written"),
        ("admin1_name", "province_as_written"),
        ("Name of District", "district_as_written"),
        ("Date of\nOccurrence", "date"),
        ("location.admin2", "district_as_written"),
        ("ضلع", "district_as_written"),
        ("تاریخ", "date"),
        ("جاں بحق افراد", "killed_total"),
        ("سیکیورٹی اہلکار ہلاک", "killed_security"),
        ("كل ہلاك", "killed_total"),
    ],
)
def test_a_heading_is_read_by_its_words(heading: str, field: str) -> None:
    assert candidates(heading)[0].field == field


@pytest.mark.parametrize("heading", ["Killed by", "Women killed", "Killed/Injured", "Casualties", "ADM2_PCODE"])
def test_a_heading_with_a_word_more_is_no_count(heading: str) -> None:
    assert candidates(heading) == ()


def test_free_words_under_a_heading_of_codes_never_refuse_the_rows() -> None:
    # A column `Geo Precision` once refused 8,855 of 8,855 rows.
    found = guess(
        "Date,District,Geo Precision,CPEC,Killed\n2024-01-03,Kech,roughly,Gwadar Port,1\n2024-01-04,Kech,so so,,2\n"
    )
    assert "where_prec" not in found.columns
    assert found.columns["cpec_site_as_written"] == "CPEC"
    assert any("'roughly' is no code" in doubt for doubt in found.doubts)


def test_obvious_words_become_codes_and_acleds_scale_is_not_ucdps() -> None:
    found = guess(
        "Date,District,Class,Target Type,Geo Precision,Killed\n"
        "2024-01-03,Kech,IBO,Police post,1,1\n2024-01-04,Quetta,Militant attack,Security convoy,3,2\n"
    )
    assert found.values["event_class"] == {"IBO": "security_operation", "Militant attack": "attack"}
    assert found.values["target_type"] == {"Police post": "police", "Security convoy": "security_convoy_or_vehicle"}
    assert found.values["where_prec"] == {"1": "1", "2": "3", "3": "4"}


def test_a_kind_of_incident_tells_attacks_from_operations_only_where_every_word_is_known() -> None:
    rows = "Date,District,Type,Killed\n2024-01-03,Kech,IED Blast,1\n2024-01-04,Kech,IBO,2\n"
    assert guess(rows).columns["event_class"] == "Type"
    found = guess(rows + "2024-01-05,Kech,Some matter,3\n")
    assert "event_class" not in found.columns
    assert any("'IBO', which is security_operation" in doubt for doubt in found.doubts)


def test_two_columns_of_the_killed_are_a_question_unless_they_are_equal() -> None:
    found = guess("Date,District,Killed,Killed\n2024-01-03,Kech,1,2\n")
    assert [question.options for question in found.questions] == [("Killed (1)", "Killed (2)")]
    assert "killed_total" not in found.columns
    same = guess("Date,District,Killed,Deaths\n2024-01-03,Kech,1,1\n")
    assert (same.questions, same.columns["killed_total"]) == ([], "Killed")


def test_a_column_about_the_dead_that_holds_no_numbers_is_a_question() -> None:
    found = guess('Date,District,Killed/Injured\n2024-01-03,Kech,2/3\n2024-01-04,Kech,"5 dead, 1 hurt"\n')
    assert [question.field for question in found.questions] == ["killed_total"]


def test_parts_of_the_forces_are_added_up_and_the_whole_of_them_is_asked_about() -> None:
    found = guess("Date,District,Army killed,Police killed\n2024-01-03,Kech,1,2\n")
    assert found.sums == {"killed_security": ("Army killed", "Police killed")}
    found = guess("Date,District,Security forces killed,Police killed\n2024-01-03,Kech,3,2\n")
    assert found.sums == {}
    assert [question.field for question in found.questions] == ["killed_security"]


def test_sides_that_add_up_to_more_than_the_total_are_a_question() -> None:
    rows = "".join(f"2024-01-{day:02},Kech,5,9,2\n" for day in range(1, 6))
    found = guess("Date,District,SF,Civ,Killed\n" + rows)
    assert "killed_total" not in found.columns
    assert [question.why for question in found.questions] == ["the sides add up to 14 where 'Killed' says 2, in 5 rows"]


def test_a_bare_total_is_the_toll_only_where_the_sides_add_up_to_it() -> None:
    head = "Date,District,SF,Civ,Militants,Total\n"
    assert guess(head + "2024-01-03,Kech,1,2,3,6\n2024-01-04,Kech,,2,,2\n").columns["killed_total"] == "Total"
    found = guess(head + "2024-01-03,Kech,1,2,3,9\n2024-01-04,Kech,1,0,0,4\n")
    assert "killed_total" not in found.columns
    assert any("do not add up to it" in doubt for doubt in found.doubts)


def test_a_table_of_sums_of_incidents_is_asked_about() -> None:
    found = guess("Month,District,No. of Incidents,Killed\nJan 2024,Kech,5,7\n")
    assert [question.field for question in found.questions] == ["row"]
    assert guess("Date,District,Incident,Killed\n2024-01-03,Kech,IED,7\n").questions == []


def test_year_month_and_day_make_a_date_and_numbers_that_begin_anew_are_no_id() -> None:
    found = guess("No,Year,Month,Day,District,Killed\n1,2024,1,3,Kech,1\n1,2024,Feb,4,Quetta,2\n")
    assert found.parts == {"year": "Year", "month": "Month", "day": "Day"}
    assert "report_id" not in found.columns


def test_latitudes_that_look_like_longitudes_are_said_and_left_out() -> None:
    found = guess("Date,District,Lat,Lon,Killed\n2024-01-03,Kech,63.05,26.0,1\n2024-01-04,Quetta,67.0,30.2,1\n")
    assert not {"point_latitude", "point_longitude"} & found.columns.keys()
    assert any("latitudes look like longitudes" in doubt for doubt in found.doubts)


def test_days_that_a_spreadsheet_converted_by_halves_are_never_read() -> None:
    days = ["2024-04-03", "2024-05-03", "2024-06-07", "13/04/2024", "24/05/2024", "28/06/2024"]
    found = guess("Date,District,Killed\n" + "".join(f"{day},Kech,1\n" for day in days))
    assert not found.day_format.format
    assert "month first" in found.day_format.why


def test_a_column_of_two_habits_is_read_in_both_where_each_can_mean_one_thing() -> None:
    found = guess("Date,District,Killed\n3rd January 2024,Kech,1\n2024-01-09,Kech,1\n")
    assert set(found.day_format.formats) == {"%d %B %Y", "%Y-%m-%d"}
