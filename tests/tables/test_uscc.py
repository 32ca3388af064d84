"""统一社会信用代码: our check against the usual library where the two must agree, and beyond it where it errs."""

import numpy as np
import pandas as pd
from stdnum.cn import uscc as library

from yiwu_award.tables import uscc


def valid(*codes):
    return uscc.is_valid(pd.Series(codes, dtype="string")).tolist()


def made(prefix, bodies):
    """Whole codes from eight leading characters and bodies of eight."""
    body = np.array([list(text) for text in bodies])
    seventeen = np.hstack([np.tile(list(prefix), (len(bodies), 1)), body, uscc.inner_digits(body)[:, None]])
    return ["".join(row) + last for row, last in zip(seventeen, uscc.last_digits(seventeen), strict=True)]


def test_published_examples_are_valid():
    assert valid("91110000600037341L") == [True]


def test_codes_agree_with_the_usual_library_where_it_looks():
    rng = np.random.default_rng(0)
    letters = np.array(list(uscc.ALPHABET))
    codes = made("91330782", ["".join(rng.choice(letters, 8)) for _ in range(200)])
    assert all(map(library.is_valid, codes))
    assert all(valid(*codes))
    spoilt = [code[:12] + ("1" if code[12] != "1" else "2") + code[13:] for code in codes]
    assert not any(map(library.is_valid, spoilt))
    assert not any(valid(*spoilt))


def test_a_collectives_code_that_begins_with_a_letter_is_valid():
    (code,) = made("N2330782", ["MF123456"])
    assert valid(code) == [True]
    assert not library.is_valid(code)  # why we do not use it


def test_the_organisation_codes_own_digit_is_looked_at():
    (code,) = made("91330782", ["MA28D123"])
    other = code[:16] + ("1" if code[16] != "1" else "2")
    seventeen = np.array([list(other)])
    wrong_inside = other + uscc.last_digits(seventeen)[0]
    assert library.is_valid(wrong_inside)  # why we do not use it
    assert valid(wrong_inside) == [False]


def test_length_letters_and_case_are_looked_at_and_a_missing_code_is_no_verdict():
    assert valid("9111000060003734", "91110000600037341l", "91110000600O37341L", "") == [False] * 4
    assert uscc.is_valid(pd.Series([pd.NA, "91110000600037341L"], dtype="string")).isna().tolist() == [True, False]


def test_an_empty_column_and_any_index_will_do():
    assert uscc.is_valid(pd.Series(dtype="string")).empty
    checked = uscc.is_valid(pd.Series(["91110000600037341L", "x"], index=[7, 3], dtype="string"))
    assert checked.to_dict() == {7: True, 3: False}
