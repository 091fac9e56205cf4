# refused: two collections that depend on the row are compared
package shapes.object_of_fields_not

allow if {"owner": input.resource.properties.owner} != {"owner": input.subject.id}
