"""封存: what a run or a package contains, digest by digest."""

from datetime import date

from gengheng.records.codec import Record, digest


class Seal(Record, frozen=True, kw_only=True):
    """The one manifest schema of runs and packages (manifest.json).

    `public_key` is the Ed25519 key of the signer in hexadecimal, "" for an unsigned run; the
    signature itself lies beside the manifest, over its bytes.
    """

    kind: str
    by: str
    on: date
    files: dict[str, str]
    public_key: str = ""

    @property
    def code(self) -> str:
        """校验码: ties the signed paper to these files and no others."""
        return digest(self)[:16].upper()
