import re
from typing import Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from terang.documents.services import MAX_BYTES

TOKEN: Final = re.compile(r"([A-Za-z0-9_-]{32})/?\s*$")


class CodeForm(forms.Form):
    """The code under a document, alone or with the address it stands in."""

    kode = forms.CharField(
        label=_("Alamat atau kode di kaki dokumen"),
        help_text=_("Salin alamat lengkapnya, atau 32 huruf dan angka di ujungnya."),
        max_length=300,
        error_messages={"required": _("Tempel alamat atau kode dari kaki dokumen.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean_kode(self) -> str:
        found = TOKEN.search(self.cleaned_data["kode"].strip())
        if not found:
            raise forms.ValidationError(
                _("Kode terdiri dari 32 huruf dan angka. Salin kembali alamat di kaki dokumen.")
            )
        return found[1]


class FileForm(forms.Form):
    """A file to be compared with what was sealed. An empty file is answered, not refused."""

    berkas = forms.FileField(
        label=_("Berkas PDF"),
        help_text=_("Berkas diperiksa lalu dihapus. Ukuran paling besar 10 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Pilih berkas PDF yang ingin Anda periksa.")},
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def content(self) -> bytes:
        """The file's bytes; one byte more than allowed is enough to know that it is too large."""
        file: UploadedFile[bytes] = self.cleaned_data["berkas"]
        return bytes(file.read(MAX_BYTES + 1))
