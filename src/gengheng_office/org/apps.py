"""Units and people as Django knows them."""

from django.apps import AppConfig


class Org(AppConfig):
    """Units, people and their posts."""

    name = "gengheng_office.org"
    label = "org"
    verbose_name = "单位与人员"
