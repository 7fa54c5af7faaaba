"""The journal as Django knows it."""

from django.apps import AppConfig


class Journal(AppConfig):
    """Lines of the journal."""

    name = "gengheng_office.journal"
    label = "journal"
    verbose_name = "操作记录"
