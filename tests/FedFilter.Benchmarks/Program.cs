using FedFilter.Benchmarks;

// `wire`, `reload` and `relay` start the others as processes of their own.
return args switch
{
    ["wire", .. var rows] => await Wire.RunAsync(rows),
    ["policy"] => PolicyCost.Run(),
    ["decide"] => DecideCost.Run(),
    ["reload"] => await ReloadCost.RunAsync(),
    ["import"] => await ImportCost.RunAsync(),
    ["egress"] => await Egress.RunAsync(),
    ["refresh"] => await RefreshCost.RunAsync(null),
    ["refresh", var peers] => await RefreshCost.RunAsync(peers),
    ["honest"] => await Honest.RunAsync(Honest.Long),
    ["honest", var seconds] when int.TryParse(seconds, out var count) && count > 0 => await Honest.RunAsync(TimeSpan.FromSeconds(count)),
    ["relay"] => await RelayCost.RunAsync(5000),
    ["relay", var subscribers] when int.TryParse(subscribers, out var count) && count > 0 => await RelayCost.RunAsync(count),
    ["fleet"] => await Servers.FleetAsync(),
    ["audit"] => await AuditCost.RunAsync(10_000_000),
    ["audit", var entries] when int.TryParse(entries, out var count) && count > 0 => await AuditCost.RunAsync(count),
    ["receiver"] => await Servers.ReceiverAsync(),
    ["origin"] => await Servers.OriginAsync(),
    ["yarp", var origin] => await Servers.BareYarpAsync(origin),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project tests/FedFilter.Benchmarks -- wire [delivery] [fetch] [other] [refusal] [start] [recording] | policy | decide | reload | import | egress | refresh [PEERS] | audit [ENTRIES] | relay [SUBSCRIBERS] | honest [SECONDS]");
    return 2;
}
