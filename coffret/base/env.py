"""Settings read from the environment: a bad value stops the start, naming the key and the value."""

import os
import secrets
from pathlib import Path

TRUE = {"1", "true", "yes", "oui", "on"}
FALSE = {"0", "false", "no", "non", "off", ""}


class BadSetting(SystemExit):
    """Raised when an environment variable cannot be read; exits with code 2 and a French sentence."""

    def __init__(self, key: str, value: str, remedy: str) -> None:
        super().__init__(2)
        self.message = f"Réglage {key} illisible : « {value} ». {remedy}"

    def __str__(self) -> str:
        return self.message


def env_str(key: str, default: str = "") -> str:
    """Return the text of COFFRET_<key>, or the default."""
    return os.environ.get(f"COFFRET_{key}", default)


def env_bool(key: str, default: bool) -> bool:
    """Return COFFRET_<key> as a boolean (1/0, oui/non, true/false); raises BadSetting."""
    raw = os.environ.get(f"COFFRET_{key}")
    if raw is None:
        return default
    if raw.strip().lower() in TRUE:
        return True
    if raw.strip().lower() in FALSE:
        return False
    raise BadSetting(f"COFFRET_{key}", raw, "Valeurs attendues : 1 ou 0.")


def env_int(key: str, default: int) -> int:
    """Return COFFRET_<key> as a whole number; raises BadSetting."""
    raw = os.environ.get(f"COFFRET_{key}")
    if raw is None:
        return default
    try:
        return int(raw)
    except ValueError:
        raise BadSetting(f"COFFRET_{key}", raw, "Un nombre entier est attendu.") from None


def env_list(key: str, default: list[str]) -> list[str]:
    """Return COFFRET_<key> split at commas, blanks removed."""
    raw = os.environ.get(f"COFFRET_{key}")
    return default if raw is None else [part.strip() for part in raw.split(",") if part.strip()]


def env_secret(key: str, path: Path) -> str:
    """Return the secret COFFRET_<key>, else the one kept in ``path`` (made, 0600, when it is not there)."""
    raw = os.environ.get(f"COFFRET_{key}")
    if raw:
        return raw
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        secret = secrets.token_urlsafe(50)
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as handle:
                handle.write(secret)
        except FileExistsError:  # another process was first
            return path.read_text().strip()
        return secret
