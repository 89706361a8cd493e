"""Planning tours: in which order a courier fetches and brings, and when they are where."""

from functions.plan_route import following, leaving, outlet_tours, overseeing, planning
from functions.plan_route.following_schemas import (
    FinishedSchema,
    FollowedSchema,
    ListArrivalsSchema,
    OneCourierSchema,
    OutletArrivalsSchema,
)
from functions.plan_route.outlet_schemas import (
    LoadingSchema,
    OneOutletSchema,
    OutletToursSchema,
    PlanOutletSchema,
    ReleaseOutletSchema,
)
from functions.plan_route.schemas import AssignedSchema, OrderTourSchema, PlanTourSchema, TourSchema
from logistics.domain.roles import Role
from logistics.runtime.function import Function

main = Function("plan_route")

_COURIER = {Role.COURIER}
_PLANNERS = {Role.DISPATCHER, Role.OUTLET_MANAGER}
_OVERSEE = {Role.DISPATCHER, Role.OUTLET_MANAGER, Role.CUSTOMER_SERVICE, Role.ADMINISTRATOR}

main.on(
    http="POST /couriers/me/tour",
    invoke="plan_tour",
    load=PlanTourSchema(),
    dump=TourSchema(),
    roles=_COURIER,
    once=True,
    outside=planning.work_out,
)(planning.plan_tour)
main.on(
    http="GET /couriers/me/tour",
    invoke="show_tour",
    dump=TourSchema(),
    roles=_COURIER,
)(planning.show_tour)
main.on(
    http="POST /couriers/me/tour/order",
    invoke="order_tour",
    load=OrderTourSchema(),
    dump=TourSchema(),
    roles=_COURIER,
    once=True,
    outside=planning.put_in_order,
)(planning.order_tour)
main.on(
    http="GET /outlets/<outlet_id>/arrivals",
    invoke="list_arrivals",
    load=ListArrivalsSchema(),
    dump=OutletArrivalsSchema(),
    roles=_OVERSEE,
)(overseeing.list_arrivals)
main.on(
    http="POST /outlets/<outlet_id>/tours",
    invoke="plan_outlet_tours",
    load=PlanOutletSchema(),
    dump=OutletToursSchema(),
    roles=_PLANNERS,
    once=True,
    outside=outlet_tours.work_out,
)(outlet_tours.plan_outlet_tours)
main.on(
    http="GET /outlets/<outlet_id>/tours",
    invoke="show_outlet_tours",
    load=OneOutletSchema(),
    dump=OutletToursSchema(),
    roles=_OVERSEE,
)(outlet_tours.show_outlet_tours)
main.on(
    http="POST /outlets/<outlet_id>/tours/release",
    invoke="release_outlet_tours",
    load=ReleaseOutletSchema(),
    dump=OutletToursSchema(),
    roles=_PLANNERS,
    once=True,
)(outlet_tours.release_outlet_tours)
main.on(
    http="GET /couriers/me/loading",
    invoke="show_loading",
    dump=LoadingSchema(),
    roles=_COURIER,
)(outlet_tours.show_loading)
main.on(
    http="GET /couriers/<courier_id>/tour",
    invoke="show_couriers_tour",
    load=OneCourierSchema(),
    dump=TourSchema(),
    roles=_OVERSEE,
)(overseeing.show_couriers_tour)
main.on(schedule="follow: rate(1 minute)", dump=FollowedSchema())(following.follow)
for over in following.FINISHES:
    main.on(queue=over, load=FinishedSchema(), outside=following.learn)(following.finish)
main.on(queue="CourierAssigned", load=AssignedSchema(), outside=leaving.given)(leaving.keep)
main.on(queue=leaving.GONE, load=AssignedSchema(), outside=leaving.gone)(leaving.keep)
