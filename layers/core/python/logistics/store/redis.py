"""The one door to Redis: a client per warm process with short time-outs.

Keys (R = rebuildable or safe to lose, D = durable, kept by Redis's append-only file):
  session:<sha256 of token>      D  who is signed in (store/sessions.py)
  sessions:<account id>          D  the sessions of an account, for revoking them all
  connection:<connection id>     R  the session behind an open WebSocket
  quote:<id>                     R  a price offered until it expires (store/quotes.py)
  otp:<purpose>:<phone index>    R  a code waiting to be typed (store/codes.py)
  limit:<name>:<key>             R  attempt counters (store/limits.py)
  share:<sha256 of token>        R  a parcel shown by a link for seven days (store/shares.py); it is shared again
  shares:<waybill>:<account>     R  the links somebody made to a parcel, for taking them back
  couriers:<city code>           R  where couriers on duty are (store/positions.py); they report again
  courier:<id>                   R  a courier's duty and last report
  photo:<key>                    R  a photo granted and not read yet (store/photos.py)
  place:<kind>:<keyed digest>    R  what the map said, sealed (store/places.py); it is asked again
  place:resting                  R  the map failed or its day's quota is spent: nobody asks it now
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
