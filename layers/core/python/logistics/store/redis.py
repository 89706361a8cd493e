"""The one door to Redis: a client per warm process with short time-outs.

Keys (R = rebuildable or safe to lose, D = durable, kept by Redis's append-only file):
  session:<sha256 of token>      D  who is signed in (store/sessions.py)
  sessions:<account id>          D  the sessions of an account, for revoking them all
  connection:<connection id>     R  the session behind an open WebSocket
  quote:<id>                     R  a price offered until it expires (store/quotes.py)
  otp:<purpose>:<phone index>    R  a code (with :<waybill> when it is for one) waiting to be typed (store/codes.py)
  limit:<name>:<key>             R  attempt counters (store/limits.py)
  share:<sha256 of token>        R  a parcel shown by a link for seven days (store/shares.py); it is shared again
  shares:<waybill>:<account>     R  the links somebody made to a parcel, for taking them back
  sharers:<waybill>              R  who made links to a parcel, for ending all of them when it goes to somebody else
  couriers:<city code>           R  where couriers on duty are (store/positions.py); they report again
  courier:<id>                   R  a courier's duty and last report
  live:<outlet>, moved:<outlet>  R  each courier's newest fix, and when it changed (store/live.py); they report again
  trail:<courier id>             R  what the courier's next fix is judged by
  arrived:<courier>:<device>:<n> R  which fixes have come (a bitmap, 25 hours); lost, a replay is kept twice
  watchers:<outlet>, watching:<connection>  R  who watches over WebSocket (store/watching.py); they watch again
  pushes:<outlet>, pushing:<outlet>  R  when watchers were told last, and who is telling them now
  photo:<key>                    R  a photo granted and not read yet (store/photos.py)
  place:<kind>:<keyed digest>    R  what the map said, sealed (store/places.py); it is asked again
  place:resting:<service>        R  that service of the map failed or its day is spent: nobody asks it now
  road:<class of hour>:<cell>    R  ways from there as the map said them (store/roads.py); they are asked for again
  wechat:<appid>_access_token    R  WeChat's token (store/tokens.py)
"""

from functools import cache

from redis import Redis

from logistics.settings import settings


@cache
def redis() -> "Redis":
    """This process's connection pool; text in, text out."""
    chosen = settings()
    chosen.must("redis_url")
    return Redis.from_url(
        chosen.redis_url,
        decode_responses=True,
        socket_timeout=2,
        socket_connect_timeout=2,
        health_check_interval=30,
    )
