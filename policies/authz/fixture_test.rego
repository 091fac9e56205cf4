# One small company, and requests in it, for the tests of this package.
package authz_test

seconds := 1000000000

now := 1700000000 * seconds

# North holds teams n1 and n2, South holds s1 and limits clusters, West limits clusters to none.
organizations := {
	"north": {"code": "N", "limits": {}},
	"south": {"code": "S", "limits": {"cluster": {"c1": true, "c2": true}}},
	"west": {"code": "W", "limits": {"cluster": {}}},
}

teams := {
	"n1": {"organization": "north"},
	"n2": {"organization": "north"},
	"s1": {"organization": "south"},
}

permissions := {
	"clusters.view": {"category": "CMDB", "feature": "infra", "resource_types": {"cluster": true}},
	"contracts.edit": {"category": "CMDB", "resource_types": {"contract": true}},
	"contracts.field.cost": {"category": "CMDB", "resource_types": {"contract": true}},
	"contracts.field.term": {"category": "CMDB", "resource_types": {"contract": true}},
	"contracts.view": {"category": "CMDB", "resource_types": {"contract": true}},
}

fields := {"contract": {
	"cost": "contracts.field.cost",
	"term": "contracts.field.term",
}}

roles := {
	"all": {"permissions": {"clusters.view": "all", "contracts.view": "all"}},
	"organization": {"permissions": {"clusters.view": "organization", "contracts.view": "organization"}},
	"team": {"permissions": {"contracts.view": "team", "contracts.field.cost": "own"}},
	"own": {"permissions": {"contracts.view": "own"}},
}

# A person of team n1, hence of North, with these members set besides.
person(members) := object.union(
	{
		"status": "active",
		"employee": "e1",
		"roles": [],
		"grants": {},
		"denials": {},
		"organizations": [],
		"teams": ["n1"],
	},
	members,
)

holder(role) := person({"roles": [{"role": role}]})

contract(properties) := {"type": "contract", "id": "k1", "properties": properties}

cluster(id, properties) := {"type": "cluster", "id": id, "properties": properties}

asks(permission, resource) := {
	"subject": {"type": "user", "id": "u1"},
	"action": {"name": permission},
	"resource": resource,
}

decide(user, request) := result if {
	result := data.authz.decision with input as request
		with data.users as {"u1": user}
		with data.roles as roles
		with data.permissions as permissions
		with data.fields as fields
		with data.organizations as organizations
		with data.teams as teams
		with time.now_ns as now
}

views(user, properties) if decide(user, asks("contracts.view", contract(properties))).allow

# The one reason of a denial.
reason(user, request) := item if {
	decision := decide(user, request)
	not decision.allow
	count(decision.reasons) == 1
	some item in decision.reasons
}
