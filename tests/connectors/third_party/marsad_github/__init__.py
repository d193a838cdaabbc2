"""GitHub as a platform of Marsad. Only this line of the table is imported before an account of GitHub is read."""

from connectors.catalogue import Entry
from growth.platform import Platform

ENTRY = Entry(Platform("github"), "marsad_github.connector")
