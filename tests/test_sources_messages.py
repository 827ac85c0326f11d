"""The texts of findings take the figures of real ones (that each code has its texts is held by test_house)."""

import pytest

from tilikartta.messages import hint, message
from tilikartta.model import TilikarttaError
from tilikartta.sources import ReadOptions, read_ledger


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_texts_take_the_figures_of_real_findings(tmp_path, lang):
    head = "Pvm;Tosite;Tili;Debet;Kredit;Selite\n"
    bad = head + "30.2.2025;1;1910;12,3x4;;x\n2.1.2025;1;3000;;50,001;x\n2.1.2025;1;;5,00;;x;y\n;;Yhteensä;1,00;2,00;\n"
    (tmp_path / "bad.csv").write_text(bad, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(TilikarttaError) as stop:
        read_ledger([tmp_path / "bad.csv", tmp_path / "folder", tmp_path / "no.csv"], ReadOptions())
    assert {"TK101", "TK102", "TK152", "TK170", "TK171", "TK174", "TK201", "TK202", "TK203"} == {
        f.code for f in stop.value.findings
    }
    for finding in stop.value.findings:
        assert len(message(finding, lang)) > 10
        assert len(hint(finding, lang)) > 10
