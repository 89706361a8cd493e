"""Pages for browsers and for the mini-program's web-view: maps, for whoever was given an address."""

from functions.web import map_page, site
from functions.web.schemas import AssetSchema
from logistics.runtime.function import Function
from logistics.runtime.pages import PageSchema

main = Function("web")

main.on(http="GET /web/map", dump=PageSchema())(map_page.show_map_page)
main.on(http="GET /web/assets/<version>/<name>", load=AssetSchema(), dump=PageSchema())(site.show_asset)
