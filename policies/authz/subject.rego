package authz

# What the request says of the subject in `subject.properties` is never read: only the record counts.
user := data.users[input.subject.id] if subject_is_user

# Machines have the same record as people.
subject_is_user if input.subject.type == "user"

subject_is_user if input.subject.type == "service"

organizations_of_user contains organization if some organization in user.organizations

organizations_of_user contains data.teams[team].organization if some team in user.teams
