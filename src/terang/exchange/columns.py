"""The columns of a SIASN staff export that appraisal needs; every other column is never read from the sheet."""

from .workbook import Column

NIP = Column("nip", ("NIP BARU", "NIP", "NIP_BARU", "NI PPPK", "NOMOR INDUK PEGAWAI"), required=True)
NAME = Column("name", ("NAMA", "NAMA PEGAWAI", "NAMA LENGKAP", "NAMA PNS"), required=True)
UNIT = Column("unit", ("UNOR NAMA", "NAMA UNOR", "UNIT ORGANISASI", "UNIT KERJA"), required=True)
POST = Column("post", ("JABATAN NAMA", "NAMA JABATAN", "JABATAN"), required=True)
POST_KIND = Column("post_kind", ("JENIS JABATAN NAMA", "JENIS JABATAN"), required=True)
GRADE = Column("grade", ("GOL AKHIR NAMA", "GOLONGAN", "GOL RUANG", "GOL RUANG AKHIR", "GOL"), required=True)
STATUS = Column("status", ("KEDUDUKAN HUKUM NAMA", "KEDUDUKAN HUKUM", "KEDUDUKAN PNS NAMA"), required=True)
KIND = Column("kind", ("STATUS CPNS PNS", "STATUS PEGAWAI", "STATUS KEPEGAWAIAN"), required=True)

ALL = (
    NIP,
    NAME,
    UNIT,
    POST,
    POST_KIND,
    GRADE,
    STATUS,
    KIND,
    Column("siasn_id", ("PNS ID", "ID PNS", "ORANG ID")),
    Column("front_title", ("GELAR DEPAN",)),
    Column("back_title", ("GELAR BELAKANG",)),
    Column("birth_date", ("TANGGAL LAHIR", "TGL LAHIR")),
    Column("sex", ("JENIS KELAMIN", "KELAMIN", "L P")),
    Column("email", ("EMAIL GOV", "EMAIL DINAS", "SUREL DINAS")),
    Column("status_code", ("KEDUDUKAN HUKUM ID",)),
    Column("grade_since", ("TMT GOLONGAN", "TMT GOL AKHIR", "TMT GOL")),
    Column("post_kind_code", ("JENIS JABATAN ID",)),
    Column("echelon", ("ESELON NAMA", "ESELON")),
    Column("since", ("TMT JABATAN",)),
    Column("unit_code", ("UNOR ID", "KODE UNOR", "ID UNOR")),
    Column("parent", ("SATUAN KERJA KERJA NAMA", "UNIT ATASAN", "UNOR ATASAN NAMA")),
    Column("agency", ("INSTANSI KERJA NAMA", "INSTANSI NAMA")),
)

NAMES = {column.key: column.names[0] for column in ALL}
