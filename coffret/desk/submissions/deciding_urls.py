"""The addresses where one decides of a submission, under /pro/versements/."""

from django.urls import path

from coffret.desk.submissions import deciding

urlpatterns = [
    path("<int:number>/publication/", deciding.publication, name="publication"),
    path("<int:number>/annulation/", deciding.annulation, name="annulation"),
    path("<int:number>/relecture/publication/", deciding.review_publication, name="review_publication"),
    path("<int:number>/relecture/renvoi/", deciding.review_sending_back, name="review_sending_back"),
    path("<int:number>/relecture/retrait/", deciding.review_dropping, name="review_dropping"),
    path("<int:number>/avancement", deciding.progress, name="deciding_progress"),
]
