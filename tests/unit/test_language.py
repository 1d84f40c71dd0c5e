"""Which language a short text is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("can i wear makeup tomorrow", "en"),
        ("", "en"),
        ("👍", "en"),
        ("2", "en"),
        ("ok", "en"),
        ("no", "en"),
        ("Y Y", "en"),
        ("y n", "en"),
        ("si", "es"),
        ("abeg my face dey pain me", "en"),
        ("bhaiya face pe sujan hai, normal?", "en"),
        ("café au lait spots?", "en"),
        ("la roche posay ok?", "en"),
        ("hola, puedo usar maquillaje hoy?", "es"),
        ("me pica la cara", "es"),
        ("tengo fiebre", "es"),
        ("gracias", "es"),
        ("متى أقدر أستخدم المكياج", "ar"),
        ("شكرا 👍", "ar"),
        ("je peux me maquiller quand?", "other"),
        ("kann ich heute duschen?", "other"),
        ("posso usar maquiagem hoje? obrigada", "other"),
        ("можно мыть лицо", "other"),
        ("我可以洗脸吗", "other"),
        ("क्या मैं नहा सकती हूँ", "other"),
    ],
)
def test_it_knows_the_language(text, language):
    assert detect(text) == language


@given(st.text(max_size=200))
def test_it_never_raises(text):
    assert detect(text) in ("en", "es", "ar", "other")
