using FedFilter.Benchmarks;

// `wire` and `reload` start the others as processes of their own.
return args switch
{
    ["wire", .. var rows] => await Wire.RunAsync(rows),
    ["policy"] => PolicyCost.Run(),
    ["decide"] => DecideCost.Run(),
    ["reload"] => await ReloadCost.RunAsync(),
    ["import"] => await ImportCost.RunAsync(),
    ["origin"] => await Servers.OriginAsync(),
    ["yarp", var origin] => await Servers.BareYarpAsync(origin),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("dotnet run -c Release --project tests/FedFilter.Benchmarks -- wire [delivery] [fetch] [other] [refusal] [start] [recording] | policy | decide | reload | import");
    return 2;
}
