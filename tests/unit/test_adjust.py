"""平差: shares add up, go to the largest remainders, and differ from the exact share by < 0.01 m²."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gengheng.area.adjust import by_ratio

AREA = st.integers(1, 10**6)
HUGE = st.integers(1, 10**14)  # 1 000 000 km²: a product passes 64 bits


def shares(pieces, *, whole, stored):
    """by_ratio for one parent."""
    rows = np.array(pieces, dtype=np.int64)
    of = np.zeros(len(rows), dtype=np.int64)
    return by_ratio(rows, of, np.array([whole]), np.array([stored])).tolist()


def written_plainly(pieces, whole, stored):
    """Largest remainders in fractions; the ground outside all pieces comes last."""
    outside = max(whole - sum(pieces), 0)
    everything = [*pieces, outside]
    exact = [Fraction(piece * stored, sum(everything)) for piece in everything]
    given_out = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda k: (given_out[k] - exact[k], k))
    for k in by_remainder[: stored - sum(given_out)]:
        given_out[k] += 1
    return given_out[:-1]


@given(st.lists(AREA, min_size=1, max_size=30), st.integers(0, 10**8))
def test_pieces_that_fill_the_parent_add_up_to_its_stored_area(pieces, stored):
    assert sum(shares(pieces, whole=sum(pieces), stored=stored)) == stored


@given(st.lists(HUGE, min_size=1, max_size=10), st.one_of(AREA, HUGE), HUGE)
def test_every_share_is_the_one_written_plainly(pieces, outside, stored):
    whole = sum(pieces) + outside
    assert shares(pieces, whole=whole, stored=stored) == written_plainly(pieces, whole, stored)


@given(st.lists(AREA, min_size=1, max_size=30), AREA, st.integers(0, 10**8))
def test_no_share_is_a_whole_unit_off(pieces, outside, stored):
    whole = sum(pieces) + outside
    for piece, share in zip(pieces, shares(pieces, whole=whole, stored=stored), strict=True):
        assert abs(share - Fraction(piece * stored, whole)) < 1


@given(st.lists(st.tuples(AREA, st.integers(0, 4)), min_size=1, max_size=40), st.data())
def test_no_parent_knows_another(rows, data):
    pieces, of = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    whole = np.bincount(of, pieces, 5).astype(np.int64) + data.draw(st.integers(0, 99))
    stored = np.array(data.draw(st.lists(st.integers(0, 10**7), min_size=5, max_size=5)))
    together = by_ratio(pieces, of, whole, stored)
    for parent in np.unique(of):
        alone = shares(pieces[of == parent], whole=whole[parent], stored=stored[parent])
        assert together[of == parent].tolist() == alone


def test_stored_as_measured_changes_nothing():
    assert shares([120, 1, 79], whole=200, stored=200) == [120, 1, 79]


def test_earlier_pieces_get_what_is_left_over():
    assert shares([1, 1, 1], whole=3, stored=5) == [2, 2, 1]


def test_ground_outside_all_pieces_keeps_its_share():
    assert shares([100], whole=400, stored=440) == [110]


def test_pieces_of_a_survey_that_overlaps_itself_still_add_up():
    assert shares([60, 60], whole=100, stored=100) == [50, 50]


def test_a_parent_without_ground_gives_nothing():
    assert shares([0, 0], whole=0, stored=500) == [0, 0]
    assert by_ratio(*(np.array([], dtype=np.int64) for _ in range(4))).tolist() == []
