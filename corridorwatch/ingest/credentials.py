"""Credentials: from the environment or from one file that nobody else can read, and from there into a request only.

They are held in a `Secret`, which no print, log or traceback shows, and `Secrets.scrub` takes them out of any text that
a server sent back.
"""

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

from corridorwatch.errors import SettingsError
from corridorwatch.manifests import registry

NAMES = registry().credentials
"""What can be given, by the manifests: `CORRIDORWATCH_<NAME>` in the environment, or `<name> = "..."` in the file."""


class Secret:
    """A text that only `reveal` gives away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for a request."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


class Secrets:
    """The credentials at hand, and those that servers gave in exchange for them.

    Args:
        given: name -> text; names are those of `NAMES`.
    """

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = {name: Secret(text) for name, text in given.items() if text}
        self._seen: list[Secret] = list(self._given.values())

    @classmethod
    def load(cls, home: Path, environ: Mapping[str, str] = os.environ) -> "Secrets":
        """Read them: the environment wins over the file `credentials.toml` in `home` (or `CORRIDORWATCH_CREDENTIALS`).

        Raises:
            SettingsError: the file can be read by others, is no TOML, or holds an unknown name.
        """
        named = environ.get("CORRIDORWATCH_CREDENTIALS")
        file = Path(named) if named else home / "credentials.toml"
        given = _read(file) if named or file.exists() else {}
        found = {name: environ.get(f"CORRIDORWATCH_{name.upper()}", "") for name in NAMES}
        return cls({name: found[name] or given.get(name, "") for name in NAMES})

    def get(self, name: str) -> Secret:
        """One of them.

        Raises:
            SettingsError: it was not given.
        """
        if name not in self._given:
            raise SettingsError(
                f"{name.replace('_', ' ')} is missing.",
                expected=f"CORRIDORWATCH_{name.upper()} in the environment, or {name} in credentials.toml (mode 600)",
                next_step="set it, or leave the source disabled in corridorwatch.toml",
            )
        return self._given[name]

    def learn(self, text: str) -> Secret:
        """A secret that a server gave, a token for instance: scrubbed from now on like the others."""
        secret = Secret(text)
        self._seen.append(secret)
        return secret

    def scrub(self, text: str) -> str:
        """`text` without any secret in it, as such or percent-encoded."""
        for secret in self._seen:
            plain = secret.reveal()
            for form in {plain, quote(plain), quote(plain, safe=""), quote_plus(plain)}:
                text = text.replace(form, "***")
        return text


def _read(file: Path) -> dict[str, str]:
    hint = f"chmod 600 {file}"
    try:
        with file.open("rb") as opened:
            # The open file is judged, not its name: between the two the name could come to mean another file.
            mode = os.fstat(opened.fileno()).st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SettingsError(
                    f"{file} can be read by others (mode {stat.S_IMODE(mode):o}).", expected="600", next_step=hint
                )
            values = tomllib.load(opened)
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.", next_step=hint) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The parser's own message quotes the line, and the line may be a password.
        raise SettingsError(f"{file} is no TOML.", expected='lines such as ucdp_token = "..."') from None
    unknown = sorted(values.keys() - set(NAMES))
    if unknown or not all(isinstance(value, str) for value in values.values()):
        raise SettingsError(
            f"{file} holds {unknown[0] if unknown else 'a value that is no text'}.", expected=", ".join(NAMES)
        )
    return values
