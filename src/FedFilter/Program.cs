using System.CommandLine;
using FedFilter.Commands;
using FedFilter.Commands.Relay;

var root = new RootCommand("An ActivityPub federation policy filter: content goes only to servers that committed not to train AI on it.")
{
    InitCommand.Create(),
    DemoCommand.Create(),
    ServeCommand.Create(),
    CheckCommand.Create(),
    PolicyCommand.Create(),
    AuditCommand.Create(),
    PeersCommand.Create(),
    ListsCommand.Create(),
    RelayCommand.Create(),
    CommitmentCommand.Create(),
    KeysCommand.Create(),
    DoctorCommand.Create(),
};
return await CommandLine.RunAsync(root, args);
