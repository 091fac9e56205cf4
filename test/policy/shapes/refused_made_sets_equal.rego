# refused: two collections that depend on the row are compared
package shapes.refused_made_sets_equal

p contains "a" if input.resource.properties.flag

q contains "a" if input.resource.properties.price > 3

allow if p == q
