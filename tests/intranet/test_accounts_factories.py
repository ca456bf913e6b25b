"""The factories every other test stands on."""

import pytest

from core.units.selectors import scope_of
from tests.factories.accounts import PASSWORD, client_for, district, totp_for, user_with

pytestmark = pytest.mark.django_db


def test_a_person_has_the_roles_at_the_unit():
    place = district()
    user = user_with("handler", place.sanitation, "unit_head")
    assert scope_of(user).role_units == {("handler", place.sanitation.pk), ("unit_head", place.sanitation.pk)}
    assert user.check_password(PASSWORD)
    assert user.home_unit == place.sanitation


def test_administrators_are_signed_in_with_a_second_factor():
    user = user_with("sysadmin")
    client = client_for(user)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.authenticator_set.count() == 1
    assert len(totp_for(user_with("auditor"))) == 32
