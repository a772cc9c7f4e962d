"""Masters kept in a bucket that speaks S3, and the cache of those read lately."""

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.images import incoming

if TYPE_CHECKING:
    from obstore.store import S3Store

# The cache is looked over each time this share of its room has been downloaded, and brought down to the other.
SWEEP, ROOMY = 0.05, 0.9
_PROBE = b"coffret"


class Bucket:
    """Masters in a bucket that speaks S3, at ``prefix``/ab/cd/<sha256>; those read lately are kept in ``cache``.

    An object appears whole or not at all: that is what S3 promises of a put and of a multipart upload completed.
    """

    def __init__(self, bucket: str, prefix: str, cache: Path, room: int) -> None:
        self.name, self.prefix, self.cache, self.room = bucket, prefix.strip("/"), cache, room
        self.where = f"s3://{bucket}/{self.prefix}".rstrip("/")
        self._downloaded = float("inf")  # the first download of a process looks the cache over
        self._store: tuple[int, S3Store] | None = None

    def incoming(self) -> Path:
        """Return the folder of uploads, on this machine."""
        return incoming.swept(self.cache / "incoming")

    def has(self, sha256: str) -> bool:
        """Ask the bucket."""
        import obstore

        try:
            with self._told():
                obstore.head(self.store, self._key(sha256))
        except FileNotFoundError:
            return False
        return True

    def keep(self, source: Path, sha256: str) -> None:
        """Send the file, then keep it in the cache: it is about to be read."""
        import obstore

        with self._told(missing=self._no_bucket):
            obstore.put(self.store, self._key(sha256), source)
        place = self._cached(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        self._account(source.stat().st_size)
        source.chmod(0o444)
        source.replace(place)

    @contextlib.contextmanager
    def opened(self, sha256: str) -> Iterator[Path]:
        """Give the master from the cache, downloaded when it is not there; a file in use is never swept away."""
        place = self._cached(sha256)
        while (held := _leased(place)) is None:
            self._download(sha256, place)
        with held:
            yield place

    def check(self) -> None:
        """Write, read and remove an object."""
        import obstore

        key = f"{self.prefix}/probe-{os.getpid()}".lstrip("/")
        with self._told(missing=self._no_bucket):
            obstore.put(self.store, key, _PROBE)
            read = bytes(obstore.get(self.store, key).bytes())
            obstore.delete(self.store, key)
        if read != _PROBE:
            raise Refused(_("Le seau {where} ne rend pas ce qu’on lui confie.").format(where=self.where))

    @property
    def store(self) -> "S3Store":
        """Return the client of this process: one made before a fork must not be used after it."""
        if self._store is None or self._store[0] != os.getpid():
            self._store = os.getpid(), _client(self.name)
        return self._store[1]

    def _key(self, sha256: str) -> str:
        return f"{self.prefix}/{sha256[:2]}/{sha256[2:4]}/{sha256}".lstrip("/")

    def _cached(self, sha256: str) -> Path:
        return self.cache / sha256[:2] / sha256[2:4] / sha256

    def _download(self, sha256: str, place: Path) -> None:
        import obstore

        handle, name = tempfile.mkstemp(prefix="incoming-", dir=self.incoming())
        digest, size = hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "wb") as out, self._told():
                for block in obstore.get(self.store, self._key(sha256)).stream():
                    size += out.write(block)
                    digest.update(block)
            if digest.hexdigest() != sha256:
                sentence = _("L’image {sha256} n’est plus elle-même dans {where} : restaurez le seau.")
                raise Refused(sentence.format(sha256=sha256, where=self.where), value=sha256)
            self._account(size)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.chmod(name, 0o444)
            os.replace(name, place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _account(self, size: int) -> None:
        """Make room for what is about to enter the cache, once in a while."""
        self._downloaded += size
        if self._downloaded > self.room * SWEEP:
            sweep(self.cache, max(0, int(self.room * ROOMY) - size))
            self._downloaded = 0

    @contextlib.contextmanager
    def _told(self, missing: Callable[[], str] | None = None) -> Iterator[None]:
        """Turn what the client raises into a sentence with its remedy; ``missing`` says what a 404 means.

        Without it, a 404 is an object that is not there: FileNotFoundError.
        """
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            yield
        except FileNotFoundError as error:
            if missing is None:
                raise
            raise self._refused(missing(), error) from error
        except (PermissionDeniedError, UnauthenticatedError, PermissionError) as error:
            raise self._refused(self._no_right(), error) from error
        except BaseError as error:
            raise self._refused(self._no_answer(), error) from error

    def _refused(self, sentence: str, error: Exception) -> Refused:
        return Refused(sentence.format(where=self.where), value=self.where, reason=str(error)[:300])

    @staticmethod
    def _no_bucket() -> str:
        return _("Le seau {where} n’existe pas. Créez-le, ou corrigez COFFRET_IMAGES_URL.")

    @staticmethod
    def _no_right() -> str:
        return _("Le seau {where} refuse l’accès. Vérifiez COFFRET_S3_KEY_ID, COFFRET_S3_SECRET et leurs droits.")

    @staticmethod
    def _no_answer() -> str:
        return _("Le seau {where} ne répond pas. Vérifiez COFFRET_S3_ENDPOINT et le réseau, puis recommencez.")


def _leased(place: Path) -> IO[bytes] | None:
    """Return a file of the cache, opened and held against sweeping until it is closed; None when it is not there."""
    try:
        handle = place.open("rb")
    except FileNotFoundError:
        return None
    fcntl.flock(handle, fcntl.LOCK_SH)
    # Swept between our opening and our locking it: nobody's file.
    if place.exists() and place.stat().st_ino == os.fstat(handle.fileno()).st_ino:
        os.utime(place)
        return handle
    handle.close()
    return None


def sweep(folder: Path, room: int) -> None:
    """Remove the files of a cache read longest ago until the others take at most ``room`` bytes; none in use goes."""
    seen = []
    for root, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                state = os.stat(os.path.join(root, name))
                seen.append((state.st_mtime_ns, state.st_size, Path(root, name)))
    total = sum(size for _when, size, _path in seen)
    for _when, size, path in sorted(seen):
        if total <= room:
            return
        if not path.name.startswith("incoming-") and _removed(path):
            total -= size


def _removed(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError, BlockingIOError), path.open("rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
        return True
    return False


def _client(bucket: str) -> "S3Store":
    from obstore.store import S3Store

    given = {
        "endpoint": settings.S3_ENDPOINT,
        "region": settings.S3_REGION,
        "access_key_id": settings.S3_KEY_ID,
        "secret_access_key": settings.S3_SECRET,
    }
    config: Any = {key: value for key, value in given.items() if value}
    return S3Store(
        bucket,
        config=config,
        virtual_hosted_style_request=False,
        client_options={"allow_http": True, "connect_timeout": "5s", "timeout": "300s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=15)},
    )
