"""Which regions lie in which, as filters by region ask for it."""

import pytest

from monitor.regions import meet


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("EU", "EU"), ("EU", "FR"), ("FR", "EU"), ("FR", "EEA"), ("EEA", "EU"), ("NO", "EEA"),
        ("US", "US-CA"), ("US-CA", "US"), ("US-CA", "Americas"), ("GB", "Europe"), ("CH", "Europe"),
        ("BR", "LatAm"),
    ],
)  # fmt: skip
def test_what_holds_for_a_region_holds_for_what_lies_in_it(asked: str, named: str) -> None:
    assert meet([asked], ["ZA", named])
    assert meet([named], [asked])


@pytest.mark.parametrize(
    ("asked", "named"),
    [("EU", "GB"), ("EEA", "CH"), ("EU", "NO"), ("FR", "DE"), ("US-CA", "US-NY"), ("US", "CA")],
)
def test_neighbours_do_not_meet(asked: str, named: str) -> None:
    assert not meet([asked], [named])
    assert not meet([asked], [])
