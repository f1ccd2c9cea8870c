"""The office's electronic seal: a P-256 key of its own, PAdES B-B, and the check of a sealed file.

The seal protects integrity inside the office. It is not a certified signature in the sense of
PP 71/2019 Ps 60(2) and every document says so.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

KEY_FILE: Final = "seal.pem"
FIELD: Final = "SegelKantor"
VALID_FOR: Final = timedelta(days=3652)
_COMMON_NAME_LIMIT: Final = 64


class SealKeyMissing(Exception):
    """Raised when a document is to be sealed before set-up has made the office's key."""

    def __str__(self) -> str:
        return _(
            "Kunci segel kantor belum ada di folder data. Minta operator menjalankan penyiapan Terang, lalu ulangi."
        )


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What the seal in a file tells.

    `intact`: the sealed bytes are as they were. `trusted`: made with this office's key.
    `covers_whole_file`: nothing was added afterwards. `sealed_at` and `signer` are what the
    seal claims, None and "" where a file carries no readable seal.
    """

    intact: bool
    trusted: bool
    covers_whole_file: bool
    sealed_at: datetime | None
    signer: str

    @property
    def genuine(self) -> bool:
        return self.intact and self.trusted and self.covers_whole_file


NO_SEAL: Final = SealCheck(False, False, False, None, "")


def seal_directory() -> Path:
    return Path(settings.TERANG_DATA_DIR) / "seal"


def ensure_seal_key(directory: Path, office: str, at: datetime) -> Path:
    """Make the office's seal key and certificate unless they exist; return their file.

    Key and certificate share one file of mode 0600, put in place in one step, so that two
    processes starting together agree on one key and never see half of one.
    """
    path = directory / KEY_FILE
    if path.exists():
        return path
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=directory)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_new_key_and_certificate(office, at))
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        Path(draft).unlink()
    return path


def _new_key_and_certificate(office: str, at: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Segel Terang {office}"[:_COMMON_NAME_LIMIT])])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A day earlier, for the clocks of those who check.
        .not_valid_before(at.astimezone(UTC) - timedelta(days=1))
        .not_valid_after(at.astimezone(UTC) + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)


@lru_cache(maxsize=4)
def _signer(directory: Path) -> signers.SimpleSigner:
    try:
        pem = (directory / KEY_FILE).read_bytes()
    except FileNotFoundError:
        raise SealKeyMissing from None
    mark = pem.index(b"-----BEGIN CERTIFICATE")
    (certificate,) = load_certs_from_pemder_data(pem[mark:])
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register(certificate)
    return signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=load_private_key_from_pemder_data(pem[:mark], passphrase=None),
        cert_registry=store,
    )


def _our_certificate() -> asn1_x509.Certificate:
    certificate = _signer(seal_directory()).signing_cert
    assert certificate is not None
    return certificate


class _SignerAt(signers.PdfSigner):
    """A PDF signer that seals at a given moment instead of reading the clock."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session


def seal(pdf: bytes, *, reason: str, at: datetime) -> bytes:
    """Return the file with the office's seal (PAdES B-B, certifying that no change may follow).

    Raises SealKeyMissing before set-up.
    """
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = _SignerAt(metadata, signer=_signer(seal_directory()), at=at)
    sealed: bytes = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue()
    return sealed


def carries_our_certificate(data: bytes) -> bool:
    """Whether the bytes of our certificate stand in the file, found without reading it as a PDF."""
    try:
        certificate = _our_certificate()
    except SealKeyMissing:
        return False
    return certificate.dump().hex().encode() in data.lower()


def check_seal(pdf: bytes) -> SealCheck:
    """Check the last seal in a file. Anything that cannot be read counts as no seal, never as a crash."""
    try:
        return _check(pdf)
    except Exception:  # files come from strangers and the parser may stop at any of a hundred places
        return NO_SEAL


def _check(pdf: bytes) -> SealCheck:
    embedded = PdfFileReader(BytesIO(pdf), strict=True).embedded_regular_signatures
    if not embedded:
        return NO_SEAL
    signature = embedded[-1]
    ours = _our_certificate()
    claimed = signature.self_reported_timestamp
    status = validate_pdf_signature(
        signature,
        # The certificate is the office's own, so it is its own root, judged at the time of sealing.
        ValidationContext(trust_roots=[ours], allow_fetching=False, moment=claimed, best_signature_time=claimed),
    )
    return SealCheck(
        intact=status.intact and status.valid,
        trusted=status.trusted and _same(signature.signer_cert, ours),
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.modification_level == ModificationLevel.NONE,
        sealed_at=claimed,
        signer=signature.signer_cert.subject.native.get("common_name", ""),
    )


def _same(one: asn1_x509.Certificate, other: asn1_x509.Certificate) -> bool:
    return hashlib.sha256(one.dump()).digest() == hashlib.sha256(other.dump()).digest()
