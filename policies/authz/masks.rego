package authz

# The fields of the resource to hide: those whose permission the subject lacks for this very resource.
masks contains field if {
	some field, permission in data.fields[input.resource.type]
	not permits(permission)
}
