"""The two kinds of page that the base data is made of: a form that leads to an act, and an act at the press of a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.ui.components import Crumb
from intranet.registry.forms.fields import add_errors
from intranet.registry.permissions import screen_of

Text = str | Promise


def crumbs(key: str, *more: Crumb) -> list[Crumb]:
    """The way to a page of a screen."""
    screen = screen_of(key)
    home = Crumb(_("基础数据"), reverse("intranet_registry:overview"))
    if not more:
        return [home, Crumb(screen.label)]
    return [home, Crumb(screen.label, reverse(f"intranet_registry:{screen.url_name}")), *more]


@dataclass(frozen=True, slots=True)
class FormPage:
    """Words around a form. ``back`` is where cancelling and success lead; ``done`` is said after success."""

    heading: Text
    submit: Text
    back: str
    done: Text
    crumbs: Sequence[Crumb] = field(default_factory=tuple)
    intro: Text = ""


def form_page(request: HttpRequest, form: forms.BaseForm, page: FormPage, perform: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """Show the form, or do what it asks. What a service refuses comes back beside the field, nothing typed is lost.

    ``perform`` may return an address to go to instead of ``page.back``.
    """
    if request.method == "POST" and form.is_valid():
        try:
            result = perform(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            if page.done:
                messages.success(request, str(page.done))
            return HttpResponseRedirect(result if isinstance(result, str) else page.back)
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "heading": page.heading, "submit": page.submit, "back": page.back, "crumbs": page.crumbs, "intro": page.intro}
    return render(request, "intranet/registry/form_page.html", context, status=status)


def bound(form_class: Callable[..., forms.BaseForm], request: HttpRequest, **kwargs: Any) -> forms.BaseForm:
    """The form with what was sent, or with its initial values."""
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **kwargs)
    return form_class(**kwargs)


def act(request: HttpRequest, perform: Callable[[], object], *, done: Text, back: str) -> HttpResponse:
    """Do something that asks for nothing; a refusal is shown as a message."""
    try:
        result = perform()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, str(done))
        if isinstance(result, str):
            return HttpResponseRedirect(result)
    return HttpResponseRedirect(back)
