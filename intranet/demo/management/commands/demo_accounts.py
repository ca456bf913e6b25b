"""``manage.py demo_accounts``: print who one can be in the demo district."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from intranet.demo.accounts import PASSWORD, SHOWN, administrators, factor_secret


class Command(BaseCommand):
    help = "Print the demo accounts, their password and the administrators' authenticator seeds."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"\n  演示账户 demo accounts (password: {PASSWORD})")
        for username, what in SHOWN:
            self.stdout.write(f"    {username:<16} {what}")
        for user in administrators():
            self.stdout.write(f"    {user.username:<16} {user.post or user}；两步验证密钥 TOTP seed: {factor_secret(user.username)}")
