package shapes.tests_of_several

one := ["a"] if {
	input.resource.properties.flag
} else := {"a"}

allow if is_array(one)
