package shapes.with_time

early if time.now_ns() < input.resource.properties.price

allow if {
	early with time.now_ns as 5
}
