package shapes.minus_of_made

p contains "a" if input.resource.properties.flag

p contains "b"

allow if count(p - {"b"}) == 1

allow if {
	"b" in (p - {input.resource.properties.status})
	input.resource.properties.price > 3
}
