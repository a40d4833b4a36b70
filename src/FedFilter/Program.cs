using FedFilter.Commands;

return await CommandLine.RunAsync(CommandLine.Root(), args);
