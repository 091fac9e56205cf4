package shapes.limit_by_join

allow if input.resource.properties.price <= data.orgs[input.resource.properties.org].limit
