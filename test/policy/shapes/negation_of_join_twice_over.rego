package shapes.negation_of_join_twice_over

foreign if not data.teams[input.resource.properties.team].org == data.users[input.subject.id].org

allow if not foreign
