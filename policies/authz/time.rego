package authz

now := time.now_ns()

# `not_after` is in seconds; a right is over from that second on. Without it, a right doesn't end.
ended(right) if now >= right.not_after * 1000000000
