"""The signing secret of an installation: made once, kept beside the data, readable by its owner only."""

from pathlib import Path

from django.core.management.utils import get_random_secret_key


def read_or_create_secret(directory: Path) -> str:
    """Return the secret in ``directory/secret.key``, creating it (mode 0600) at the first start."""
    path = directory / "secret.key"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key() + get_random_secret_key())
    return path.read_text().strip()
