package authz

# All three answers in one evaluation.
decision := {
	"allow": allow,
	"reasons": reasons,
	"masks": masks,
}
