package shapes.passed_on

same(x) := x

kind := "a" if {
	input.resource.properties.flag
} else := "b" if {
	input.resource.properties.price > 3
} else := "c"

allow if same(same(kind)) == "b"
