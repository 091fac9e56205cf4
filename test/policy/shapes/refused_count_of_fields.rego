# refused: members that are fields of the row are counted
package shapes.refused_count_of_fields

named contains input.resource.properties.owner

named contains input.resource.properties.name

allow if count(named) == 1
