package authz

# METADATA
# description: Why the request is denied; empty when it is allowed.
# custom:
#   check_only: true
reasons contains obstacle if not allow

# The first thing that would have to change.
obstacle := user_unknown if not user

else := user_not_active if user.status != "active"

else := permission_unnamed if not permission_is_named

else := permission_unknown if not data.permissions[input.action.name]

else := permission_not_applicable if not applies(input.action.name)

else := permission_missing if count(rights) == 0

else := permission_denied if denied(input.action.name)

else := rights_ended if count(live_rights) == 0

else := organization_limit if count(limiting_organizations) > 0

else := out_of_scope

# A rule of its own: negated in place, the call would be undefined where the name is missing.
permission_is_named if is_string(input.action.name)

user_unknown := {
	"code": "user_unknown",
	"message": "no such user",
}

user_not_active := {
	"code": "user_not_active",
	"message": concat(" ", ["user is", user.status]),
	"status": user.status,
}

permission_unnamed := {
	"code": "permission_required",
	"message": "action.name must be the name of a permission",
}

permission_unknown := {
	"code": "permission_required",
	"message": concat(" ", ["unknown permission", input.action.name]),
	"permission": input.action.name,
}

permission_not_applicable := {
	"code": "permission_required",
	"message": concat(" ", [input.action.name, "does not apply to resources of this type"]),
	"permission": input.action.name,
}

permission_missing := object.union(permission_asked, {
	"code": "permission_required",
	"message": concat(" ", [title_of_permission, "permission required"]),
})

permission_denied := object.union(permission_missing, {"denied": true})

rights_ended := {
	"code": "grant_expired",
	"message": concat(" ", ["what gave", input.action.name, "has ended"]),
	"permission": input.action.name,
	"not_after": max({right.terms.not_after | some right in rights}),
}

organization_limit := {
	"code": "organization_limit",
	"message": concat(" ", ["an organization limits which resources of type", input.resource.type, "can be reached"]),
	"permission": input.action.name,
	"resource_type": input.resource.type,
	"organizations": limiting_organizations,
}

out_of_scope := object.union(boundaries, {
	"code": "out_of_scope",
	"message": concat("; ", [rights_in_words, resource_in_words]),
	"permission": input.action.name,
	"scope": widest_scope_held,
})
