package shapes.among_joined_then_joined

allow if {
	"t1" in data.users[input.resource.properties.owner].teams
	data.users[input.resource.properties.owner].level > 2
}
