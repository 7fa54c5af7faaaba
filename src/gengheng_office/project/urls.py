"""Addresses: those of the table, and no others."""

from django.urls import path

from gengheng_office.project.table import PAGES

urlpatterns = [path(page.path, page.view, name=page.name) for page in PAGES]
handler403 = "gengheng_office.project.gate.refused"
handler404 = "gengheng_office.project.gate.missing"
