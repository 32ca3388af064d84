"""统一社会信用代码 (GB 32100): which codes are well formed, and check digits for made-up ones.

Written for whole columns, and because the usual library refuses codes that begin with a letter (N2… of
village collectives) and never looks at the organisation code's own digit inside (GB 11714); a test holds
the two against each other where they must agree.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
_SHAPE = rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{8}}[0-9X][{ALPHABET}]"
_WEIGHTS = 3 ** np.arange(17) % 31  # GB 32100
_INNER_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])  # GB 11714
_INNER_DIGITS = np.array(list("0123456789X"))
_LETTERS = np.array(list(ALPHABET))


def is_valid(codes: pd.Series) -> pd.Series:
    """Whether each code is well formed, its inner and its last check digit included.

    Args:
        codes: string series; upper case, half-width.

    Returns:
        boolean series on the same index; <NA> where the code is missing.
    """
    given = codes.dropna().astype("string")
    shaped = given[given.str.fullmatch(_SHAPE)]
    letters = _as_letters(shaped.tolist(), 18)
    right = (letters[:, 16] == inner_digits(letters[:, 8:16])) & (letters[:, 17] == last_digits(letters[:, :17]))
    verdict = pd.Series(pd.NA, index=codes.index, dtype="boolean")
    verdict[codes.notna()] = False
    verdict[shaped.index[right]] = True
    return verdict


def inner_digits(bodies: np.ndarray) -> np.ndarray:
    """The ninth character of organisation codes (GB 11714).

    Args:
        bodies: shape (n, 8), one character each.

    Returns:
        Shape (n,), one of 0–9 and X.
    """
    values = np.vectorize(lambda letter: int(letter, 36), otypes=[np.int64])(bodies)
    digits: np.ndarray = _INNER_DIGITS[-(values @ _INNER_WEIGHTS) % 11]
    return digits


def last_digits(codes: np.ndarray) -> np.ndarray:
    """The eighteenth character (GB 32100), for the first seventeen.

    Args:
        codes: shape (n, 17), one character each, all of ``ALPHABET``.

    Returns:
        Shape (n,).
    """
    values = np.searchsorted(_LETTERS, codes)
    digits: np.ndarray = _LETTERS[-(values @ _WEIGHTS) % 31]
    return digits


def _as_letters(texts: list[str], width: int) -> np.ndarray:
    return np.array(texts, dtype=f"U{width}").view("U1").reshape(-1, width)
