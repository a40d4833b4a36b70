using System.CommandLine;
using FedFilter.Audit;

namespace FedFilter.Commands;

/// <summary><c>audit receipt</c>: proof for others that a decision is in the log.</summary>
internal static class AuditReceiptCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The decision's id." };
        var config = CommandLine.Config();
        var receipt = new Command("receipt", "Print a receipt: the entry, and the proof that it is in the log. Anyone can check it offline with `audit verify --receipt`.") { id, config };
        receipt.SetAction((parse, cancellation) => AuditCommand.WithLogAsync(parse.GetValue(config)!, async services =>
        {
            if (await AuditCommand.FindAsync(services, parse.GetValue(id)!, cancellation) is not { } record)
                return CommandLine.No;
            try
            {
                if (await services.GetRequiredService<LogReceipts>().OfAsync(record.Sequence, cancellation) is { } made)
                {
                    Console.Write(made);
                    return CommandLine.Done;
                }

                await Console.Error.WriteLineAsync("No signed checkpoint covers the entry yet. `serve` signs one each second; try again in a moment.");
            }
            catch (Exception e) when (e is InvalidDataException or Audit.Merkle.TreeFaultException)
            {
                await Console.Error.WriteLineAsync($"No receipt can be made: {e.Message}. `fedfilter audit verify` says more.");
            }

            return CommandLine.No;
        }, cancellation));
        return receipt;
    }
}
