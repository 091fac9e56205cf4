package authz

# METADATA
# description: All three answers in one evaluation.
# custom:
#   check_only: true
decision := {
	"allow": allow,
	"reasons": reasons,
	"masks": masks,
}
