using FedFilter.Benchmarks;

// `wire` starts the others as processes of their own.
return args switch
{
    ["wire", .. var rows] => await Wire.RunAsync(rows),
    ["policy"] => PolicyCost.Run(),
    ["audit"] => await AuditCost.RunAsync(10_000_000),
    ["audit", var entries] when int.TryParse(entries, out var count) && count > 0 => await AuditCost.RunAsync(count),
    ["origin"] => await Servers.OriginAsync(),
    ["yarp", var origin] => await Servers.BareYarpAsync(origin),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project tests/FedFilter.Benchmarks -- wire [delivery] [fetch] [other] [refusal] [start] | policy | audit [ENTRIES]");
    return 2;
}
