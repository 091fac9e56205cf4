# refused: it is counted what depends on the row
package shapes.function_object_pattern

mine({"owner": owner, "user": user}) if owner == user

allow if mine({"owner": input.resource.properties.owner, "user": input.subject.id})
