"""The vault as Django knows it."""

from django.apps import AppConfig


class Vault(AppConfig):
    """Originals and what is on its way."""

    name = "gengheng_office.vault"
    label = "vault"
    verbose_name = "原件"
