"""Settings of a real worker with the probe's handlers."""

from config.settings.intranet import *  # noqa: F403
from config.settings.intranet import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.core.outbox_probe.ProbeConfig"]
