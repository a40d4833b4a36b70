using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace FedFilter.Storage;

/// <summary>For `dotnet ef migrations add`, which makes a context without the program.</summary>
internal sealed class FedFilterContextFactory : IDesignTimeDbContextFactory<FedFilterContext>
{
    public FedFilterContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<FedFilterContext>();
        StorageRegistration.Configure(options, Path.GetTempPath());
        return new FedFilterContext(options.Options);
    }
}
